using Fairlead.Templates;

namespace Fairlead.Connectors.Templates;

/// <summary>What every call has in its form, beside its fields.</summary>
internal static class OutboundParts
{
    private const string Output = "output";
    private const string Error = "error";
    private const string Retries = "retries";

    public static IReadOnlyList<TemplateGroup> Groups { get; } =
        [new(Output, "Output mapping"), new(Error, "Error handling"), new(Retries, "Retries")];

    public static IReadOnlyList<TemplateProperty> Properties { get; } =
    [
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.TaskHeader("resultVariable"),
            Label = "Result variable",
            Description = "Takes the whole answer.",
            Group = Output,
        },
        new()
        {
            Type = TemplateType.Text,
            Binding = new TemplateBinding.TaskHeader("resultExpression"),
            Label = "Result expression",
            Description = "FEEL over the answer that gives an object: each entry becomes a variable.",
            Group = Output,
            Feel = TemplateFeel.Required,
        },
        new()
        {
            Type = TemplateType.Text,
            Binding = new TemplateBinding.TaskHeader("errorExpression"),
            Label = "Error expression",
            Description = "FEEL that turns a failure into bpmnError, jobError or ignoreError. It sees error, response and job.",
            Group = Error,
            Feel = TemplateFeel.Required,
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.TaskDefinition("retries"),
            Label = "Retries",
            Description = "Attempts in all.",
            Group = Retries,
            Feel = TemplateFeel.Optional,
            Value = "3",
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.TaskHeader("retryBackoff"),
            Label = "Retry backoff",
            Description = "Pause before the next attempt, such as PT30S.",
            Group = Retries,
            Value = "PT30S",
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.TaskHeader("jobTimeout"),
            Label = "Job timeout",
            Description = "How long an attempt may take, such as PT10M. Empty for what the installation says.",
            Group = Retries,
        },
        new()
        {
            Type = TemplateType.Dropdown,
            Binding = new TemplateBinding.TaskHeader("outcomeUnknown"),
            Label = "When an attempt may have taken effect",
            Description = "Before it is made again. Empty for what the installation says.",
            Group = Retries,
            Choices = [new("", "As the installation says"), new("repeat", "Make the call again"), new("incident", "Ask a person: an incident")],
        },
    ];

    public static TemplateProperty Type(string jobType) => new()
    {
        Type = TemplateType.Hidden,
        Binding = new TemplateBinding.TaskDefinition("type"),
        Value = jobType,
    };

    public static TemplateProperty Hidden(string header, string value) => new()
    {
        Type = TemplateType.Hidden,
        Binding = new TemplateBinding.TaskHeader(header),
        Value = value,
    };
}
