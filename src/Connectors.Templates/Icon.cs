using System.Text;

namespace Fairlead.Connectors.Templates;

/// <summary>The picture of a connector.</summary>
internal static class Icon
{
    /// <summary>An arrow out of a ring.</summary>
    private const string Outbound = "M11 5a7 7 0 1 0 8 8M10 14 20 4m-6 0h6v6";

    /// <summary>An arrow into a ring.</summary>
    private const string Inbound = "M11 5a7 7 0 1 0 8 8M20 4 10 14m6 0h-6V8";

    /// <returns>A <c>data:</c> address.</returns>
    public static string Of(ConnectorForm form)
    {
        var path = form.About.Icon ?? (form.Kind is ConnectorKind.Outbound ? Outbound : Inbound);
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"#1f4e79\" "
            + $"stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"><path d=\"{path}\"/></svg>";
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";
    }
}
