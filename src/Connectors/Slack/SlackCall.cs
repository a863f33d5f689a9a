using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Slack;

/// <summary>One call of Slack's Web API. The names are those of the element template <c>io.camunda.connectors.Slack.v1</c>.</summary>
public sealed record SlackCall
{
    [Field("Method", Group = "Method")]
    public SlackMethod Method { get; init; } = SlackMethod.PostMessage;

    [Field("Bot token", Help = "Starts with xoxb-.", Group = "Authentication")]
    public required Secret Token { get; init; }

    [Field("Data", Group = "Method")]
    public required SlackData Data { get; init; }

    /// <summary>Says little: a message is private.</summary>
    public override string ToString() => $"{nameof(SlackCall)} {Method}";
}

public enum SlackMethod
{
    [Choice("Post message"), JsonStringEnumMemberName("chat.postMessage")] PostMessage,
    [Choice("Create channel"), JsonStringEnumMemberName("conversations.create")] CreateChannel,
    [Choice("Invite to channel"), JsonStringEnumMemberName("conversations.invite")] Invite,
    [Choice("Add reaction"), JsonStringEnumMemberName("reactions.add")] AddReaction,
    [Choice("Pin message"), JsonStringEnumMemberName("pins.add")] AddPin,
    [Choice("Unpin message"), JsonStringEnumMemberName("pins.remove")] RemovePin,
}

/// <summary>Which of it counts, the method says.</summary>
public sealed record SlackData
{
    private const string Method = "method";
    private const string Post = "chat.postMessage";
    private const string Create = "conversations.create";
    private const string Invite = "conversations.invite";
    private const string React = "reactions.add";
    private const string Pin = "pins.add";
    private const string Unpin = "pins.remove";

    [Field("Channel", IsRequired = true, Help = "Its id; for a message also its name with #, a person's name with @, or an e-mail address.",
        When = Method, Is = [Post, React, Pin, Unpin])]
    public string? Channel { get; init; }

    [Field("Thread", Help = "The ts of the message that is answered.", When = Method, Is = [Post])]
    public string? Thread { get; init; }

    [Field("Message type", When = Method, Is = [Post])]
    public SlackMessageType MessageType { get; init; } = SlackMessageType.PlainText;

    [Field("Message", IsRequired = true, IsLong = true, Help = "As Slack's mrkdwn.", When = "data.messageType", Is = ["plainText"])]
    public string? Text { get; init; }

    [Field("Message block", IsRequired = true, Help = "A list of blocks of Slack's Block Kit.", Feel = FieldFeel.Always, When = "data.messageType", Is = ["messageBlock"])]
    public JsonElement? BlockContent { get; init; }

    [Field("Attachments", Help = "A document or a list of them.", Feel = FieldFeel.Always, When = Method, Is = [Post])]
    public IReadOnlyList<Document?>? Documents { get; init; }

    [Field("Channel name", IsRequired = true, Help = "Of the new channel: lower case letters, digits, - and _.", When = Method, Is = [Create])]
    public string? NewChannelName { get; init; }

    [Field("Visibility", When = Method, Is = [Create])]
    public SlackVisibility Visibility { get; init; } = SlackVisibility.Public;

    [Field("Invite by", Default = "channelId", When = Method, Is = [Invite])]
    public SlackChannelType? ChannelType { get; init; }

    [Field("Channel name", IsRequired = true, Help = "Without #.", When = "data.channelType", Is = ["channelName"])]
    public string? ChannelName { get; init; }

    [Field("Channel ID", IsRequired = true, When = "data.channelType", Is = ["channelId"])]
    public string? ChannelId { get; init; }

    [Field("Users", IsRequired = true, Help = "Ids, names with @, or e-mail addresses, separated by commas or as a list.", When = Method, Is = [Invite])]
    public JsonElement? Users { get; init; }

    [Field("Emoji", IsRequired = true, Help = "Its name, for example thumbsup.", When = Method, Is = [React])]
    public string? Emoji { get; init; }

    [Field("Message timestamp", IsRequired = true, Help = "The ts of the message.", When = Method, Is = [React, Pin, Unpin])]
    public string? Timestamp { get; init; }
}

public enum SlackMessageType
{
    [JsonStringEnumMemberName("plainText")] PlainText,
    [JsonStringEnumMemberName("messageBlock")] MessageBlock,
}

public enum SlackVisibility
{
    [JsonStringEnumMemberName("PUBLIC")] Public,
    [JsonStringEnumMemberName("PRIVATE")] Private,
}

public enum SlackChannelType
{
    [JsonStringEnumMemberName("channelId")] ChannelId,
    [JsonStringEnumMemberName("channelName")] ChannelName,
}

/// <summary>A message that was posted.</summary>
/// <param name="Ts">Names the message within its channel.</param>
/// <param name="Channel">Id of the channel.</param>
/// <param name="Message">As Slack gives it.</param>
public sealed record PostedMessage(string Ts, string Channel, JsonElement Message);

/// <summary>A channel that was made, or that somebody was invited to.</summary>
/// <param name="Channel">As Slack gives it; its id is <c>id</c>.</param>
public sealed record SlackChannel(JsonElement Channel);

/// <summary>What was asked is so, and there is nothing to tell.</summary>
public sealed record SlackDone;
