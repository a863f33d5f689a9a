using System.Net;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>A question while it is asked.</summary>
internal sealed class PollInProgress(CallInProgress ways, JsonElement? cursor, string? validator, Action<string> log) : Poll
{
    public override HttpClient Http => ways.Http;

    public override CallDocuments Documents => ways.Documents;

    public override ValueTask<IConnectionUse> UseConnectionAsync(string name, CancellationToken cancellation) =>
        ways.UseConnectionAsync(name, cancellation);

    public override ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        ways.ConnectAsync(host, port, cancellation);

    public override ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        ways.CheckNetworkAsync(host, port, cancellation);

    public override JsonElement? Cursor => cursor;

    public override string? Validator => validator;

    public override void Hide(Secret secret) => ways.Hide(secret);

    public override void Log(string line) => log(line);
}
