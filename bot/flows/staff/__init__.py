"""What coordinators see and do in chat."""
