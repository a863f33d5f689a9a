using System.Text;

namespace Fairlead.Connectors.Runtime.Telemetry;

/// <summary>
/// Where a defect is, for the log: the kinds of the exceptions and the places in the code. Not their messages, which may quote data of a
/// process; the incident of the job has those.
/// </summary>
internal static class DefectText
{
    public static string Of(Exception defect)
    {
        var text = new StringBuilder();
        for (var cause = defect; cause is not null; cause = cause.InnerException)
            text.Append(text.Length > 0 ? " ← " : "").Append(cause.GetType().FullName).AppendLine().Append(cause.StackTrace);
        return text.ToString();
    }
}
