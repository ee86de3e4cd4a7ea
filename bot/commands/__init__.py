"""The subcommands of `anju`, one module each with `add(subparsers)`; heavy imports wait until a command is run."""
