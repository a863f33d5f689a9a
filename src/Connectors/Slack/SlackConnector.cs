using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Slack;

/// <summary>Posts messages, makes channels and invites people through Slack's Web API.</summary>
/// <remarks>Source: https://docs.slack.dev/reference/methods.</remarks>
[Connector(
    "io.camunda:slack:1",
    Name = "Slack",
    Description = "Posts a message, adds a reaction or a pin, makes a channel, or invites people to one.",
    Icon = "M9 3v12M15 9v12M3 15h12M9 9h12",
    Errors = [SlackApi.Refused, SlackApi.RateLimited, SlackApi.Unreachable, SlackApi.UnknownOutcome, SlackLookup.NotFound])]
public sealed class SlackConnector : IOutboundConnector<SlackCall, object>
{
    private const string Fields = "data";

    private readonly Uri _address;

    public SlackConnector()
        : this(new Uri("https://slack.com/api/"))
    {
    }

    /// <summary>For tests: no model and no setting leads a token anywhere else than to Slack.</summary>
    internal SlackConnector(Uri address) => _address = address;

    public async Task<object> ExecuteAsync(SlackCall input, OutboundCall call, CancellationToken cancellation)
    {
        Check(input);
        var api = new SlackApi(_address, input.Token, call);
        var lookup = new SlackLookup(api);
        var data = input.Data;
        return input.Method switch
        {
            SlackMethod.PostMessage => await SlackMessage.PostAsync(data, api, lookup, call.Documents, cancellation),
            SlackMethod.CreateChannel => ChannelOf(await api.ChangeAsync(
                "conversations.create",
                new JsonObject { ["name"] = data.NewChannelName!.Trim(), ["is_private"] = data.Visibility is SlackVisibility.Private },
                cancellation)),
            SlackMethod.Invite => await InviteAsync(data, api, lookup, cancellation),
            // That it is so already is what was asked for: an attempt whose answer got lost may have done it.
            SlackMethod.AddReaction => await DoAsync(
                "reactions.add",
                new JsonObject
                {
                    ["channel"] = data.Channel!.Trim(), ["name"] = data.Emoji!.Trim().Trim(':'), ["timestamp"] = data.Timestamp!.Trim(),
                },
                "already_reacted"),
            SlackMethod.AddPin => await DoAsync("pins.add", PlaceOf(data), "already_pinned"),
            SlackMethod.RemovePin => await DoAsync("pins.remove", PlaceOf(data), "no_pin", "not_pinned"),
        };

        async Task<SlackDone> DoAsync(string method, JsonObject arguments, params string[] done)
        {
            await api.ChangeAsync(method, arguments, cancellation, done);
            return new SlackDone();
        }
    }

    private static async Task<SlackChannel> InviteAsync(SlackData data, SlackApi api, SlackLookup lookup, CancellationToken cancellation)
    {
        var channel = data.ChannelId is { Length: > 0 } id && data.ChannelType is not SlackChannelType.ChannelName
            ? id.Trim()
            : await lookup.ChannelAsync(data.ChannelName!.Trim(), cancellation);
        var users = await lookup.UsersAsync(UsersOf(data), cancellation);
        return ChannelOf(await api.ChangeAsync(
            "conversations.invite", new JsonObject { ["channel"] = channel, ["users"] = string.Join(',', users) }, cancellation));
    }

    private static void Check(SlackCall input)
    {
        var data = input.Data;
        if (input.Token.Reveal() is not { Length: > 0 } token || !token.All(letter => letter is > ' ' and < '\x7f'))
            throw new ConnectorInputException("token: expected a token of Slack, which has letters, digits and hyphens.");
        switch (input.Method)
        {
            case SlackMethod.PostMessage:
                SlackMessage.Check(data);
                break;
            case SlackMethod.CreateChannel:
                SlackMessage.Require($"{Fields}.newChannelName", data.NewChannelName);
                break;
            case SlackMethod.Invite:
                if (data.ChannelType is SlackChannelType.ChannelName)
                    SlackMessage.Require($"{Fields}.channelName", data.ChannelName);
                else
                    SlackMessage.Require($"{Fields}.channelId", string.IsNullOrWhiteSpace(data.ChannelId) ? data.ChannelName : data.ChannelId);
                if (UsersOf(data).Count is 0)
                    throw new ConnectorInputException($"{Fields}.users: expected at least one user.");
                break;
            case SlackMethod.AddReaction or SlackMethod.AddPin or SlackMethod.RemovePin:
                SlackMessage.Require($"{Fields}.channel", data.Channel);
                SlackMessage.Require($"{Fields}.timestamp", data.Timestamp);
                if (input.Method is SlackMethod.AddReaction)
                    SlackMessage.Require($"{Fields}.emoji", data.Emoji);
                break;
        }
    }

    private static IReadOnlyList<string> UsersOf(SlackData data)
    {
        if (data.Users is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } users)
            return [];
        IReadOnlyList<JsonElement> items = users.ValueKind is JsonValueKind.Array ? [.. users.EnumerateArray()] : [users];
        return items.All(item => item.ValueKind is JsonValueKind.String)
            ? [.. items.SelectMany(item => item.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : throw new ConnectorInputException($"{Fields}.users: expected text, or a list of texts.");
    }

    private static JsonObject PlaceOf(SlackData data) =>
        new() { ["channel"] = data.Channel!.Trim(), ["timestamp"] = data.Timestamp!.Trim() };

    private static SlackChannel ChannelOf(JsonElement answer) =>
        new(answer.TryGetProperty("channel", out var channel) ? channel.Clone() : JsonElement.Parse("{}"u8));
}
