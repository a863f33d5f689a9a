using System.Globalization;
using System.Security.Cryptography;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>What a connector does at its source, as long as this runtime owns it. It returns, or throws, when it cannot go on.</summary>
internal delegate Task InboundWork(InboundSession session, CancellationToken cancellation);

/// <summary>Runs what reads a source: by one runtime of a cluster at a time, and again after each failure.</summary>
public sealed class OwnedRuns(
    ICluster cluster,
    Correlator correlator,
    InboxKeeper keeper,
    HttpTransport transport,
    DocumentService documents,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<OwnedRuns> logger)
{
    internal ICluster Cluster => cluster;

    internal Correlator Correlator => correlator;

    internal InboxKeeper Keeper => keeper;

    internal HttpTransport Transport => transport;

    internal DocumentService Documents => documents;

    internal RuntimeMetrics Metrics => metrics;

    internal InboundOptions Options => options.Value;

    internal TimeProvider Time => time;

    internal ILogger Logger => logger;

    /// <summary>This start of this runtime, and no other.</summary>
    internal string Owner { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(12, lowercase: true)}");

    /// <param name="redactor">Knows the secrets in the settings.</param>
    internal IInboundRun Begin(InboundStart start, Redactor redactor, InboundWork work) => new OwnedRun(this, start, redactor, work);
}
