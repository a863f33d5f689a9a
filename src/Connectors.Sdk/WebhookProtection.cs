namespace Fairlead.Connectors.Sdk;

/// <summary>How a webhook knows its senders, in words for the operator.</summary>
public sealed class WebhookProtection
{
    /// <summary>The connector looks at its senders in a way of its own.</summary>
    public static WebhookProtection OfConnector { get; } = new() { Checks = ["CONNECTOR"] };

    /// <summary>What a request must have, all of it: for example <c>HMAC</c>, <c>BASIC</c>. Empty when anybody may call.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>
    /// Whether the model itself says that anybody may call. A webhook without checks whose model does not say so is not opened, unless the
    /// installation allows it.
    /// </summary>
    public bool IsOpenByModel { get; init; }

    /// <summary>What the operator should know, in sentences: what is not checked, which old secret still counts.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The checks in one word or a few; <c>NONE</c> when anybody may call.</summary>
    public override string ToString() => Checks.Count is 0 ? "NONE" : string.Join(", ", Checks);
}
