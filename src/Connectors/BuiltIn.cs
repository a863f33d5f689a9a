using Fairlead.Connectors.Csv;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Messages;
using Fairlead.Connectors.Polling;
using Fairlead.Connectors.Schedule;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Slack;
using Fairlead.Connectors.Webhook;

namespace Fairlead.Connectors;

/// <summary>The connectors in this assembly. A new one is added here, in alphabetical order; a test checks.</summary>
public static class BuiltIn
{
    public static IReadOnlyList<Type> Connectors { get; } =
    [
        typeof(CsvConnector),
        typeof(GraphQlConnector),
        typeof(HttpPollingConnector),
        typeof(RestConnector),
        typeof(ScheduleConnector),
        typeof(SendMessageConnector),
        typeof(SlackConnector),
        typeof(SlackWebhookConnector),
        typeof(SoapConnector),
        typeof(WebhookConnector),
    ];
}
