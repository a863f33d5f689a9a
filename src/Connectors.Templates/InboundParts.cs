using Fairlead.Connectors.Sdk;
using Fairlead.Templates;

namespace Fairlead.Connectors.Templates;

/// <summary>What every connector that receives has in its form: which events count, whom they reach, what becomes of them.</summary>
/// <param name="Groups">In the order in which they are shown.</param>
internal sealed record InboundParts(IReadOnlyList<TemplateGroup> Groups, IReadOnlyList<TemplateProperty> Properties)
{
    private const string Activation = "activation";
    private const string Correlation = "correlation";
    private const string Deduplication = "deduplication";
    private const string Output = "output";

    private static readonly TemplateProperty IdOfEvent = new()
    {
        Type = TemplateType.Line,
        Binding = new TemplateBinding.Property("messageIdExpression"),
        Label = "Event id",
        Description = "FEEL over the event that names it: what has the same name already is no event again. Empty for what the source says.",
        Feel = TemplateFeel.Required,
        IsOptional = true,
    };

    public static InboundParts Of(ConnectorKind kind, ConnectorPlaces place)
    {
        var isMessage = place is not ConnectorPlaces.StartEvent;
        // Who polls for waiting instances asks for each of them.
        var groupsElements = kind is not ConnectorKind.Polling || place is ConnectorPlaces.StartEvent or ConnectorPlaces.MessageStartEvent;
        List<TemplateGroup> groups = [new(Activation, "Activation")];
        List<TemplateProperty> properties = [.. ActivationOf(kind)];
        if (isMessage)
        {
            groups.Add(new(Correlation, "Correlation"));
            properties.AddRange(CorrelationOf(place));
        }

        if (groupsElements)
        {
            groups.Add(new(Deduplication, "Deduplication"));
            if (!isMessage)
                properties.Add(IdOfEvent with { Group = Deduplication });
            properties.AddRange(DeduplicationProperties);
        }

        groups.Add(new(Output, "Output mapping"));
        properties.AddRange(OutputProperties);
        return new InboundParts(groups, properties);
    }

    public static TemplateProperty Type(string type) => new()
    {
        Type = TemplateType.Hidden,
        Binding = new TemplateBinding.Property("inbound.type"),
        Value = type,
    };

    private static IEnumerable<TemplateProperty> ActivationOf(ConnectorKind kind)
    {
        yield return new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("activationCondition"),
            Label = "Condition",
            Description = "FEEL over the event that is true for those that count. Empty: all count.",
            Group = Activation,
            Feel = TemplateFeel.Required,
            IsOptional = true,
        };
        if (kind is not ConnectorKind.Polling)
        {
            yield return new()
            {
                Type = TemplateType.Boolean,
                Binding = new TemplateBinding.Property("consumeUnmatchedEvents"),
                Label = "Drop events that do not count",
                Description = "Otherwise they are kept aside for somebody to look at.",
                Group = Activation,
                Value = true,
            };
        }

        if (kind is ConnectorKind.Webhook)
        {
            yield return new()
            {
                Type = TemplateType.Dropdown,
                Binding = new TemplateBinding.Property("synchronousResponse"),
                Label = "When the sender is answered",
                Group = Activation,
                Value = "false",
                Choices = [new("false", "When the event is stored"), new("true", "When the instance has ended")],
            };
        }

        yield return new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("expectedEvery"),
            Label = "Expected every",
            Description = "Silence for longer is reported, such as PT1H. Empty: nothing is expected.",
            Group = Activation,
            IsOptional = true,
        };
    }

    private static IEnumerable<TemplateProperty> CorrelationOf(ConnectorPlaces place)
    {
        var isStart = place is ConnectorPlaces.MessageStartEvent;
        const string required = "correlationRequired";
        IReadOnlyList<TemplateCondition> whenRequired = isStart ? [new(required, ["required"])] : [];
        if (isStart)
        {
            yield return new()
            {
                Id = required,
                Type = TemplateType.Dropdown,
                Binding = new TemplateBinding.Property(required),
                Label = "Events are for",
                Description = "In an event sub-process choose the instance.",
                Group = Correlation,
                Value = "notRequired",
                Choices = [new("notRequired", "A new instance each"), new("required", "An instance, by a key")],
            };
        }

        yield return new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.CorrelationKey(),
            Label = "Key of the instance",
            Description = "FEEL over its variables, such as =orderId.",
            Group = Correlation,
            Feel = TemplateFeel.Required,
            IsNotEmpty = true,
            Conditions = whenRequired,
        };
        yield return new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("correlationKeyExpression"),
            Label = "Key in the event",
            Description = "FEEL over the event: it reaches the instance that has the same key.",
            Group = Correlation,
            Feel = TemplateFeel.Required,
            IsNotEmpty = true,
            Conditions = whenRequired,
        };
        yield return IdOfEvent with { Group = Correlation };
        yield return new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("messageTtl"),
            Label = "Waits at most",
            Description = "How long an event that comes too early is kept, such as PT1H.",
            Group = Correlation,
            IsOptional = true,
        };
        yield return new()
        {
            Type = TemplateType.Hidden,
            Binding = new TemplateBinding.MessageName(),
            IsGenerated = true,
            Group = Correlation,
        };
    }

    private static IReadOnlyList<TemplateProperty> DeduplicationProperties { get; } =
    [
        new()
        {
            Id = "deduplicationModeManualFlag",
            Type = TemplateType.Boolean,
            Binding = new TemplateBinding.Property("deduplicationModeManualFlag"),
            Label = "Group elements by hand",
            Description = "Elements of one group share one connection. Otherwise those with the same settings do.",
            Group = Deduplication,
            Value = false,
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("deduplicationId"),
            Label = "Group",
            Group = Deduplication,
            IsNotEmpty = true,
            Pattern = ("^[a-zA-Z0-9_-]+$", "Letters, digits, - and _."),
            Conditions = [new("deduplicationModeManualFlag", [true])],
        },
        new()
        {
            Id = "deduplicationModeManual",
            Type = TemplateType.Hidden,
            Binding = new TemplateBinding.Property("deduplicationMode"),
            Value = "MANUAL",
            Group = Deduplication,
            Conditions = [new("deduplicationModeManualFlag", [true])],
        },
        new()
        {
            Id = "deduplicationModeAuto",
            Type = TemplateType.Hidden,
            Binding = new TemplateBinding.Property("deduplicationMode"),
            Value = "AUTO",
            Group = Deduplication,
            Conditions = [new("deduplicationModeManualFlag", [false])],
        },
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("deduplicationRetention"),
            Label = "Repetitions are known for",
            Description = "A duration such as P90D. Empty for what the installation says.",
            Group = Deduplication,
            IsOptional = true,
        },
    ];

    private static IReadOnlyList<TemplateProperty> OutputProperties { get; } =
    [
        new()
        {
            Type = TemplateType.Line,
            Binding = new TemplateBinding.Property("resultVariable"),
            Label = "Result variable",
            Description = "Takes the whole event.",
            Group = Output,
            IsOptional = true,
        },
        new()
        {
            Type = TemplateType.Text,
            Binding = new TemplateBinding.Property("resultExpression"),
            Label = "Result expression",
            Description = "FEEL over the event that gives an object: each entry becomes a variable.",
            Group = Output,
            Feel = TemplateFeel.Required,
            IsOptional = true,
        },
    ];
}
