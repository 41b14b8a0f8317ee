"""What an operation demands: its estimated cost and its largest list, before it is executed."""
