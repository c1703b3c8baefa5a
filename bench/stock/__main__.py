"""`python -m bench.stock [UPDATES_PER_SECOND]`: the live app of stock widgets."""

from __future__ import annotations

import sys

from bench.stock.app import StockApp

if __name__ == "__main__":
    StockApp(float(sys.argv[1]) if len(sys.argv) > 1 else None).run()
