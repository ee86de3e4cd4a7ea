"""The doors: one module a messenger. Nothing behind them knows through which one somebody came."""
