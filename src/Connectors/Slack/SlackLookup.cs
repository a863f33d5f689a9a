using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Slack;

/// <summary>Finds ids by what people call somebody or something.</summary>
internal sealed partial class SlackLookup(SlackApi api)
{
    public const string NotFound = "SLACK_NOT_FOUND";

    private const int ItemsOfPage = 200;

    /// <summary>A workspace of this many pages is asked no further.</summary>
    private const int PagesAtMost = 500;

    private static readonly string[] NamesOfUser = ["name", "real_name"];
    private static readonly string[] NamesOfProfile = ["display_name", "real_name"];

    /// <summary>Where a message goes: <c>@name</c>, an e-mail address, or what Slack knows itself.</summary>
    public async Task<string> ReceiverAsync(string channel, CancellationToken cancellation) =>
        channel.StartsWith('@') || Email().IsMatch(channel) ? (await UsersAsync([channel], cancellation))[0] : channel;

    /// <summary>Ids in the order of what is given: <c>@name</c>, an e-mail address, or an id.</summary>
    public async Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<string> given, CancellationToken cancellation)
    {
        var wanted = given.Where(one => one.StartsWith('@')).Select(one => one[1..]).ToHashSet(StringComparer.Ordinal);
        var named = wanted.Count > 0 ? await UsersByNameAsync(wanted, cancellation) : [];
        var ids = new List<string>();
        foreach (var one in given)
        {
            ids.Add(one.StartsWith('@')
                ? named.GetValueOrDefault(one[1..]) ?? throw Missing($"There is nobody named {one} in this workspace.", one)
                : Email().IsMatch(one) ? await UserByEmailAsync(one, cancellation) : one);
        }

        return ids;
    }

    public async Task<string> ChannelAsync(string name, CancellationToken cancellation)
    {
        var wanted = name.TrimStart('#');
        var arguments = new Dictionary<string, string> { ["types"] = "public_channel,private_channel", ["exclude_archived"] = "true" };
        await foreach (var channel in ItemsAsync("conversations.list", "channels", arguments, cancellation))
        {
            if (SlackApi.TextOf(channel, "name") == wanted && SlackApi.TextOf(channel, "id") is { } id)
                return id;
        }

        throw Missing($"There is no channel named {wanted} that this app can see.", wanted);
    }

    private async Task<string> UserByEmailAsync(string email, CancellationToken cancellation)
    {
        try
        {
            var answer = await api.AskAsync("users.lookupByEmail", new Dictionary<string, string> { ["email"] = email }, cancellation);
            return answer.TryGetProperty("user", out var user) && SlackApi.TextOf(user, "id") is { } id
                ? id
                : throw Missing($"There is nobody with the address {email} in this workspace.", email);
        }
        catch (ConnectorException refused) when (refused.Code is SlackApi.Refused && refused.Message.Contains("users_not_found", StringComparison.Ordinal))
        {
            throw Missing($"There is nobody with the address {email} in this workspace.", email);
        }
    }

    private async Task<Dictionary<string, string>> UsersByNameAsync(HashSet<string> wanted, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var user in ItemsAsync("users.list", "members", new Dictionary<string, string>(), cancellation))
        {
            if (SlackApi.TextOf(user, "id") is not { } id || (user.TryGetProperty("deleted", out var gone) && gone.ValueKind is JsonValueKind.True))
                continue;
            foreach (var name in NamesOf(user).Where(wanted.Contains))
                found.TryAdd(name, id);
            if (found.Count == wanted.Count)
                break;
        }

        return found;
    }

    private async IAsyncEnumerable<JsonElement> ItemsAsync(
        string method,
        string list,
        Dictionary<string, string> arguments,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        arguments["limit"] = ItemsOfPage.ToString(CultureInfo.InvariantCulture);
        for (var page = 0; page < PagesAtMost; page++)
        {
            var answer = await api.AskAsync(method, arguments, cancellation);
            if (answer.TryGetProperty(list, out var items) && items.ValueKind is JsonValueKind.Array)
            {
                foreach (var item in items.EnumerateArray())
                    yield return item;
            }

            if (!answer.TryGetProperty("response_metadata", out var more) || SlackApi.TextOf(more, "next_cursor") is not { Length: > 0 } cursor)
                yield break;
            arguments["cursor"] = cursor;
        }
    }

    private static IEnumerable<string> NamesOf(JsonElement user)
    {
        var ofProfile = user.TryGetProperty("profile", out var profile) ? NamesOfProfile.Select(name => SlackApi.TextOf(profile, name)) : [];
        return NamesOfUser.Select(name => SlackApi.TextOf(user, name)).Concat(ofProfile).OfType<string>();
    }

    private static ConnectorException Missing(string what, string wanted) =>
        new(NotFound, $"{what} Slack also says so when the app may not look.") { Retry = RetryAdvice.Never, Variables = new { wanted } };

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")]
    private static partial Regex Email();
}
