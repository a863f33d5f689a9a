using Fairlead.Templates;

namespace Fairlead.Connectors.Templates;

/// <summary>The fields of a connector as parts of a template.</summary>
internal sealed class TemplateFields
{
    private readonly ConnectorForm _form;
    private readonly Dictionary<FormField, string> _ids = new(ReferenceEqualityComparer.Instance);

    private TemplateFields(ConnectorForm form)
    {
        _form = form;
        foreach (var field in form.Fields)
            _ids.Add(field, IdOf(field));
        // A part of the form stands where its first field does; what stands in it together is together in the template, too.
        Groups =
        [
            .. form.Fields.Select(field => field.Group).Distinct(StringComparer.Ordinal).Select(label => new TemplateGroup(Words.Address(label), label)),
        ];
        Properties = [.. Groups.SelectMany(group => form.Fields.Where(field => field.Group == group.Label)).Select(PropertyOf)];
    }

    public IReadOnlyList<TemplateGroup> Groups { get; }

    public IReadOnlyList<TemplateProperty> Properties { get; }

    public static TemplateFields Of(ConnectorForm form) => new(form);

    /// <summary>The path, and what tells apart fields of one path that different cases have.</summary>
    private string IdOf(FormField field)
    {
        var twins = _form.Fields.Count(other => other.Path == field.Path);
        return twins > 1 && field.Conditions is [.., var last] ? $"{field.Path}-{string.Join('-', last.Values)}" : field.Path;
    }

    private TemplateProperty PropertyOf(FormField field)
    {
        var type = field.Kind switch
        {
            FieldKind.Text or FieldKind.Feel => TemplateType.Line,
            FieldKind.LongText => TemplateType.Text,
            FieldKind.Number => TemplateType.Number,
            FieldKind.Boolean => TemplateType.Boolean,
            FieldKind.Choice => TemplateType.Dropdown,
        };
        var isText = type is TemplateType.Line or TemplateType.Text;
        // FEEL cannot be judged by the form.
        var isPlain = !field.TakesFeel;
        return new TemplateProperty
        {
            Id = _ids[field],
            Type = type,
            Binding = BindingOf(field),
            Label = field.Label,
            Description = field.Help,
            Placeholder = isText ? field.Example : null,
            Group = Words.Address(field.Group),
            Feel = FeelOf(field),
            Value = ValueOf(field),
            IsOptional = !field.IsRequired && field.Kind is not FieldKind.Boolean && (field.Kind is not FieldKind.Choice || field.Default is null),
            IsSecret = field.IsSecret,
            Choices = [.. ChoicesOf(field)],
            IsNotEmpty = field.IsRequired,
            Pattern = field.Pattern is { } pattern && isText && isPlain ? (pattern, $"Expected something that fits {pattern}.") : null,
            MinLength = isText && isPlain ? field.MinLength : null,
            MaxLength = isText && isPlain ? field.MaxLength : null,
            Conditions = [.. field.Conditions.Select(ConditionOf)],
        };
    }

    /// <summary>What may be left open can be opened again.</summary>
    private static IEnumerable<TemplateChoice> ChoicesOf(FormField field)
    {
        var choices = field.Choices.Select(choice => new TemplateChoice(choice.Value, choice.Label));
        return field is { Kind: FieldKind.Choice, Default: null, IsRequired: false } ? choices.Prepend(new TemplateChoice("", "Not set")) : choices;
    }

    private TemplateBinding BindingOf(FormField field)
    {
        var isTopChoice = _form.HasOperations && ReferenceEquals(field, _form.Fields[0]);
        return _form.Kind switch
        {
            ConnectorKind.Outbound when isTopChoice || field.IsFunction => new TemplateBinding.TaskHeader(field.Path),
            ConnectorKind.Outbound => new TemplateBinding.Input(field.Path),
            ConnectorKind.Webhook => new TemplateBinding.Property($"inbound.{field.Path}"),
            ConnectorKind.Subscription or ConnectorKind.Polling => new TemplateBinding.Property(field.Path),
        };
    }

    private TemplateFeel FeelOf(FormField field) => field.Kind switch
    {
        FieldKind.Feel => TemplateFeel.Required,
        FieldKind.Choice => TemplateFeel.None,
        // An event has no variables: what is no text stays what it is.
        FieldKind.Boolean or FieldKind.Number when _form.Kind is not ConnectorKind.Outbound => TemplateFeel.None,
        FieldKind.Boolean => field.TakesFeel ? TemplateFeel.Optional : TemplateFeel.Static,
        FieldKind.Number => field.TakesFeel ? TemplateFeel.Optional : TemplateFeel.Static,
        FieldKind.Text or FieldKind.LongText => field.TakesFeel ? TemplateFeel.Optional : TemplateFeel.None,
    };

    private static object? ValueOf(FormField field) => field is { Kind: FieldKind.Feel, Default: string { Length: > 0 } text } && text[0] is not '='
        ? $"={text}"
        : field.Default;

    private TemplateCondition ConditionOf(FieldCondition condition) => new(
        _ids[condition.Field],
        [.. condition.Values.Select(value => condition.Field.Kind is FieldKind.Boolean ? bool.Parse(value) : (object)value)]);
}
