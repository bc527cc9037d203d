"""The sales funnel: how many of whom come from stage to stage, and how far such a share can be trusted."""
