using System.Globalization;

using Fairlead.Connectors.Sdk;
using Fairlead.Templates;

namespace Fairlead.Connectors.Templates;

/// <summary>Makes the element templates of a connector: one for each element that it fits.</summary>
public static class ConnectorTemplates
{
    /// <summary>Where a template is kept, without the ending: the connector and the element.</summary>
    public static string NameOf(ConnectorForm form, ConnectorPlaces place)
    {
        ArgumentNullException.ThrowIfNull(form);
        return $"{form.Slug}/{PlaceFacts.Of(place).Slug}";
    }

    /// <summary>What stays the same in all versions.</summary>
    public static string IdOf(ConnectorForm form, ConnectorPlaces place)
    {
        ArgumentNullException.ThrowIfNull(form);
        return $"io.fairlead.templates.{form.Slug}.{PlaceFacts.Of(place).Slug}.v1";
    }

    /// <param name="place">One of <see cref="ConnectorForm.Places"/>.</param>
    public static ElementTemplate Of(ConnectorForm form, ConnectorPlaces place, int version)
    {
        ArgumentNullException.ThrowIfNull(form);
        var facts = PlaceFacts.Of(place);
        var id = IdOf(form, place);
        var isOutbound = form.Kind is ConnectorKind.Outbound;
        var fields = TemplateFields.Of(form);
        var properties = new List<TemplateProperty>();
        if (isOutbound)
            properties.Add(OutboundParts.Type(form.About.JobType));
        else
            properties.Add(InboundParts.Type(form.About.JobType));
        var groups = new List<TemplateGroup>();
        Add(fields.Groups, fields.Properties);
        if (isOutbound)
        {
            Add(OutboundParts.Groups, OutboundParts.Properties);
            properties.Add(OutboundParts.Hidden("elementTemplateVersion", version.ToString(CultureInfo.InvariantCulture)));
            properties.Add(OutboundParts.Hidden("elementTemplateId", id));
        }
        else
        {
            if (form.Kind is ConnectorKind.Webhook)
            {
                properties.InsertRange(1, WebhookParts.Address);
                groups.Insert(0, WebhookParts.AddressGroup);
                Add([WebhookParts.AnswerGroup], WebhookParts.Answer);
            }

            var parts = InboundParts.Of(form.Kind, place);
            Add(parts.Groups, parts.Properties);
        }

        return new ElementTemplate
        {
            Name = facts.Suffix.Length is 0 ? form.About.Name : $"{form.About.Name}, {facts.Suffix}",
            Id = id,
            Version = version,
            Description = form.About.Description,
            Keywords = [form.Slug, form.About.JobType],
            AppliesTo = facts.AppliesTo,
            ElementType = facts.ElementType,
            EventDefinition = facts.EventDefinition,
            Groups = groups,
            Properties = properties,
            Icon = Icon.Of(form),
        };

        void Add(IEnumerable<TemplateGroup> more, IEnumerable<TemplateProperty> moreProperties)
        {
            groups.AddRange(more);
            properties.AddRange(moreProperties);
        }
    }
}
