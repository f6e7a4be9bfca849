"""Speeds as ratios against a floor measured in the same run; nothing here passes or fails."""
