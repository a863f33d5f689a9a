using System.CommandLine;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Makes one call of a connector type outside of any process, or shows what it would send.</summary>
internal sealed record CallTypeOptions(Option<bool> Plan, Option<string?> Response, Option<string[]> Headers)
{
    public static CallTypeOptions AddTo(Command command)
    {
        var options = new CallTypeOptions(
            new Option<bool>("--plan") { Description = "Of a type: shows the request, and sends nothing." },
            PlanCommand.ResponseOption(),
            new Option<string[]>("--header") { Description = "Of a type: a task header such as resultExpression={id: body.id}.", HelpName = "NAME=VALUE" });
        command.Add(options.Plan);
        command.Add(options.Response);
        command.Add(options.Headers);
        return options;
    }

    public async Task RunAsync(Session session, ParseResult parsed, string type, JsonObjectText? input, CancellationToken cancellation)
    {
        if (input is null)
            throw new UsageException($"'{type}' is no key of a call, as ./fairlead calls shows it. To call a connector of this type, give its --input.");
        var headers = (parsed.GetValue(Headers) ?? []).ToDictionary(header => header.Split('=')[0], ValueOf);
        if (!parsed.GetValue(Plan) && parsed.GetValue(Response) is null)
        {
            PlanCommand.Show(session, await session.Client.Calls.CallAsync(
                new CallRequest { Type = type, Input = input, Headers = headers }, cancellation));
            return;
        }

        var request = new PlanRequest
        {
            Type = type,
            Input = input,
            Headers = headers,
            Response = PlanCommand.ReadResponse(parsed.GetValue(Response)),
        };
        await PlanCommand.ShowAsync(session, request, cancellation);
    }

    private static string ValueOf(string header)
    {
        var at = header.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? header[(at + 1)..] : throw new UsageException($"'{header}' is no header: write NAME=VALUE.");
    }
}
