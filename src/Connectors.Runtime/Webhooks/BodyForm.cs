using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What the media type of a body promises.</summary>
internal enum BodyForm
{
    /// <summary>JSON, also where nothing is said.</summary>
    Json,

    /// <summary>A form in one line.</summary>
    Fields,

    /// <summary>A form of parts, of which some may be files.</summary>
    Parts,

    /// <summary>XML, which stays text.</summary>
    Xml,

    /// <summary>JSON where it is some; else text.</summary>
    Text,

    /// <summary>JSON where it is an object or a list and fits into memory; else a document.</summary>
    File,

    /// <summary>A kind of multipart that is no form. It is not understood.</summary>
    Unknown,
}

/// <summary>Reads media types.</summary>
internal static class BodyForms
{
    public static BodyForm Of(string? contentType)
    {
        var type = MediaType(contentType).ToLowerInvariant();
        if (type.Length is 0 || type.EndsWith("json", StringComparison.Ordinal))
            return BodyForm.Json;
        if (type is "multipart/form-data")
            return BodyForm.Parts;
        if (type.StartsWith("multipart/", StringComparison.Ordinal))
            return BodyForm.Unknown;
        if (type is "application/x-www-form-urlencoded")
            return BodyForm.Fields;
        if (type.StartsWith("image/", StringComparison.Ordinal))
            return BodyForm.File;
        if (type.Contains("application/xml", StringComparison.Ordinal) || type.Contains("text/xml", StringComparison.Ordinal)
            || type.EndsWith("+xml", StringComparison.Ordinal))
            return BodyForm.Xml;
        return type.StartsWith("text/", StringComparison.Ordinal) ? BodyForm.Text : BodyForm.File;
    }

    public static bool MayBeLarge(this BodyForm form) => form is BodyForm.Parts or BodyForm.File;

    public static WebhookRefusal NotUnderstood() => NotSupported("Of multipart bodies only multipart/form-data is understood.");

    public static WebhookRefusal NotSupported(string detail) =>
        WebhookRefusal.Unreadable(StatusCodes.Status415UnsupportedMediaType, "WEBHOOK_MEDIA_TYPE", detail);

    private static string MediaType(string? contentType)
    {
        if (contentType is null)
            return "";
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }
}
