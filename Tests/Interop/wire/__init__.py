"""Replays what real Helm was recorded to do; see wire_replay.py."""
