"""Doors of identity on the web: signing in and out, the demo's role switcher, and who acts in each request."""
