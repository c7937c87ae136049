"""Papers that people keep or sign: proof, attestation, circles, calendar file."""
