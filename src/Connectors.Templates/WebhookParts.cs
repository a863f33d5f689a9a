using Fairlead.Templates;

namespace Fairlead.Connectors.Templates;

/// <summary>What every webhook has in its form, whoever sends: the address and the answer, which the runtime serves.</summary>
internal static class WebhookParts
{
    private const string Endpoint = "endpoint";
    private const string Response = "webhook-response";

    public static TemplateGroup AddressGroup { get; } = new(Endpoint, "Address");

    public static TemplateGroup AnswerGroup { get; } = new(Response, "Answer to the sender");

    public static IReadOnlyList<TemplateProperty> Address { get; } =
    [
        new()
        {
            Type = TemplateType.Dropdown,
            Binding = new TemplateBinding.Property("inbound.method"),
            Label = "Method",
            Group = Endpoint,
            Value = "any",
            Choices = [new("any", "Any"), new("get", "GET"), new("post", "POST"), new("put", "PUT"), new("delete", "DELETE")],
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("inbound.context"),
            Label = "Path",
            Description = "Senders call /inbound/ and this.",
            Placeholder = "orders",
            Group = Endpoint,
            IsNotEmpty = true,
            Pattern = ("^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$", "Letters and digits, with - or _ between them."),
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("inbound.cors.allowedOrigins"),
            Label = "Pages that may call it",
            Description = "Origins, with commas between them. Empty: browsers let no page of another origin call it.",
            Placeholder = "https://shop.example.com",
            Group = Endpoint,
            IsOptional = true,
        },
    ];

    public static IReadOnlyList<TemplateProperty> Answer { get; } =
    [
        new()
        {
            Type = TemplateType.Text,
            Binding = new TemplateBinding.Property("inbound.responseExpression"),
            Label = "Response expression",
            Description = "FEEL that gives {body, statusCode, headers}. It sees request and correlation.",
            Group = Response,
            Feel = TemplateFeel.Required,
            IsOptional = true,
        },
    ];
}
