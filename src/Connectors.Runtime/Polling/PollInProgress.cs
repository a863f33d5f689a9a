using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>A question while it is asked.</summary>
internal sealed class PollInProgress(CallInProgress ways, JsonElement? cursor, string? validator, Action<string> log) : Poll
{
    public override HttpClient Http => ways.Http;

    public override CallDocuments Documents => ways.Documents;

    public override JsonElement? Cursor => cursor;

    public override string? Validator => validator;

    public override void Hide(Secret secret) => ways.Hide(secret);

    public override void Log(string line) => log(line);
}
