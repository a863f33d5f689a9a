using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Server;

/// <summary>Where this process listens and what a caller may do.</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Scheme (http), host and port. <c>localhost</c> is this machine only, <c>*</c> all its addresses; port 0 takes a free one.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Address { get; set; } = "http://localhost:8080";

    /// <summary>
    /// Another address for what operators ask (<c>/actuator</c>, <c>/metrics</c>, <c>/inbound</c>, <c>/outbound</c>), which is then served
    /// there and nowhere else. Empty serves it at <see cref="Address"/>, to everybody who reaches that.
    /// </summary>
    public string ManagementAddress { get; set; } = "";

    /// <summary>
    /// Names by which this server is called, each as in the network policy. A request under another name is refused, but for webhooks;
    /// <c>localhost</c> and addresses always pass. When there are none: all names pass, unless only this machine reaches the server.
    /// </summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>Size of one request to the REST API in bytes, files of a deployment included. Held in memory while it is worked on.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int RequestBytesAtMost { get; set; } = 10 * 1024 * 1024;

    /// <summary>Connections at once; more wait outside.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsAtMost { get; set; } = 10_000;

    /// <summary>How long work that has begun may take after the process was told to stop.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
