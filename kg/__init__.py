"""kg: a knowledge-graph builder for Chinese news."""
