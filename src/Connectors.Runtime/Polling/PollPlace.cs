using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>How far a source is read: what is kept in the cluster, with the effects.</summary>
internal sealed record PollPlace(JsonElement? Cursor, string? Validator)
{
    private const int BytesAtMost = 32 * 1024;

    public static PollPlace Beginning { get; } = new(null, null);

    /// <summary>What cannot be read is as none: everything is read again, and known by its ids.</summary>
    public static PollPlace Read(string? text)
    {
        try
        {
            return text is null ? Beginning : JsonSerializer.Deserialize<PollPlace>(text, ConnectorJson.Options) ?? Beginning;
        }
        catch (JsonException)
        {
            return Beginning;
        }
    }

    /// <exception cref="ConnectorException">It is larger than a place may be.</exception>
    public string Write()
    {
        var text = JsonSerializer.Serialize(this, ConnectorJson.Options);
        return Encoding.UTF8.GetByteCount(text) <= BytesAtMost
            ? text
            : throw new ConnectorException(
                PollingInbound.Refused,
                $"The cursor that the answer gave is larger than the {BytesAtMost / 1024} KiB that can be kept: keep the id or the time of "
                + $"the last item instead of the items. [{PollingInbound.Refused}]");
    }

    /// <returns>This one when the answer says nothing new.</returns>
    public PollPlace After(PollAnswer answer)
    {
        var cursor = answer.Cursor ?? Cursor;
        var isSame = cursor is { } next && Cursor is { } last ? JsonElement.DeepEquals(next, last) : cursor is null && Cursor is null;
        return isSame && (answer.Validator is null || answer.Validator == Validator)
            ? this
            : new PollPlace(cursor, answer.Validator ?? Validator);
    }
}
