using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.GraphQl;

/// <summary>Asks a GraphQL API. What the REST connector does about proof, timeouts and answers, it does as well.</summary>
/// <remarks>
/// Source: https://graphql.github.io/graphql-over-http/. An answer with errors is a failure although its status says that all is well; what
/// came with them is in the error's variables.
/// </remarks>
[Connector(
    "io.camunda:connector-graphql:1",
    Name = "GraphQL",
    Description = "Sends a query or a mutation to a GraphQL API and returns its answer.",
    Errors = [GraphQlErrors.Code])]
public sealed class GraphQlConnector(TimeProvider time) : IOutboundConnector<GraphQlCall, RestAnswer>
{
    private readonly RestExchange _exchange = new(time);

    public async Task<RestAnswer> ExecuteAsync(GraphQlCall input, OutboundCall call, CancellationToken cancellation)
    {
        var answer = await _exchange.RunAsync(input.ToRest(), RestWays.Of(call), takesRefusals: false, cancellation);
        return GraphQlErrors.Of(answer) is { } failure ? throw failure : answer;
    }
}
