"""The order of the rooms: one short file a flow."""
