using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What a sender may do.</summary>
public sealed class WebhooksOptions
{
    public const string Section = "Webhooks";

    /// <summary>
    /// Size of one request's body in bytes. A body is held in memory while it is worked on; the variables of an instance have a
    /// limit of their own, 1.5 MiB.
    /// </summary>
    [Range(1, 100 * 1024 * 1024)]
    public int BodyBytesAtMost { get; set; } = 1024 * 1024;

    /// <summary>Bytes of all bodies held at the same time. Requests beyond are answered with 503.</summary>
    [Range(1, long.MaxValue)]
    public long BytesInFlightAtMost { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long a sender may take to send its request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether webhooks are opened whose model has neither a signature nor <c>inbound.auth.type</c>, as very old diagrams have none. Off:
    /// a model that wants anybody to be able to call says so with the type NONE.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }
}

[OptionsValidator]
internal sealed partial class WebhooksOptionsValidator : IValidateOptions<WebhooksOptions>;
