"""Who may ask the demo's catalogue: public, and of no use anywhere else."""

CLIENT_ID = "DEMO0client0fsbridge"
CLIENT_SECRET = "DEMO0secret0of0the0embedded0catalogue000"  # noqa: S105 - it opens nothing but the demo
USERNAME = "demo"
PASSWORD = "demo"  # noqa: S105 - as above
