using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What a sender may do.</summary>
public sealed class WebhooksOptions
{
    public const string Section = "Webhooks";

    /// <summary>Whether this process serves webhooks. Where it does not, models that ask for one are listed with that reason.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Serves webhooks at <c>/inbound/{physicalTenantId}/{tenantId}/{context}</c> instead of <c>/inbound/{context}</c>, so that tenants do not
    /// share paths. Null for no: there is one cluster, whose physical tenant is <c>default</c>.
    /// </summary>
    public bool? AppendTenantToPath { get; set; }

    /// <summary>
    /// Size of one request's body in bytes, also after it was unpacked. A body is held in memory while it is worked on; the variables of an
    /// instance have a limit of their own, 1.5 MiB. Files, and forms with files, may be larger: <see cref="FileBytesAtMost"/>.
    /// </summary>
    [Range(1, 100 * 1024 * 1024)]
    public int BodyBytesAtMost { get; set; } = 1024 * 1024;

    /// <summary>Size of one request's body in bytes where it is a file, or a form with files. What does not fit into memory goes to disk.</summary>
    [Range(1, 1L << 40)]
    public long FileBytesAtMost { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of all bodies held in memory at the same time. Requests beyond are answered with 503.</summary>
    [Range(1, long.MaxValue)]
    public long BytesInFlightAtMost { get; set; } = 256L * 1024 * 1024;

    /// <summary>Bytes of all bodies on disk that are no documents yet. Requests beyond are answered with 503.</summary>
    [Range(1, long.MaxValue)]
    public long FileBytesInFlightAtMost { get; set; } = 1L << 30;

    /// <summary>
    /// Requests worked on at the same time, those that wait for the end of their instance included; not those that still arrive. Requests
    /// beyond are answered with 503. One path gets as many as are free: half of them, when it is the only one.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RequestsAtMost { get; set; } = 2_000;

    /// <summary>How long a sender may take to send its body, or to take a long answer; longer where <see cref="BytesPerSecondAtLeast"/> allows it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A sender gets one second more for each time that so many bytes have arrived.</summary>
    [Range(1, int.MaxValue)]
    public int BytesPerSecondAtLeast { get; set; } = 32 * 1024;

    /// <summary>
    /// Whether webhooks are opened whose model has neither a signature nor <c>inbound.auth.type</c>, as very old diagrams have none. Off:
    /// a model that wants anybody to be able to call says so with the type NONE.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }
}

[OptionsValidator]
internal sealed partial class WebhooksOptionsValidator : IValidateOptions<WebhooksOptions>;
