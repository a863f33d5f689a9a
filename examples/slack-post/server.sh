# Slack cannot be started here. See tools/example-servers.
needs_secret SLACK_TOKEN "Slack itself is elsewhere: posting needs the bot token (xoxb-…) of an app of yours that has the scope chat:write."
