"""What duobot costs, beside its peers: measured on one machine, in one run. `python -m bench` does it all."""
