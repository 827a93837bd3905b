"""What a session looks like on the terminal: a panel, or plain lines."""
