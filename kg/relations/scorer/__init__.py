"""What the rules propose, weighed: candidates, their features, and a model learned from facts."""
