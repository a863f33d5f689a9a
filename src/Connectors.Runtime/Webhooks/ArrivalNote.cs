using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Says of a request for the activity log what it has, and never what is in it: values may be anybody's secret.</summary>
internal static class ArrivalNote
{
    private const int NamesAtMost = 20;
    private const int LettersAtMost = 40;

    public static string Of(WebhookRequest request)
    {
        var text = new StringBuilder("A ").Append(request.Method).Append(" request arrived");
        Append(text, "headers", request.Headers.Keys);
        Append(text, "parameters", request.Parameters.Keys);
        return text.Append('.').ToString();
    }

    private static void Append(StringBuilder text, string what, IEnumerable<string> names)
    {
        var count = 0;
        foreach (var name in names)
        {
            text.Append(count switch { 0 => $"; {what}: ", _ => ", " });
            if (count++ == NamesAtMost)
            {
                text.Append('…');
                return;
            }

            foreach (var letter in name.AsSpan(0, Math.Min(name.Length, LettersAtMost)))
                text.Append(char.IsControl(letter) ? '?' : letter);
        }
    }
}
