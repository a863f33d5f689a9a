using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Repository.Tests;

/// <summary>Links and headings of a page, without what stands in code.</summary>
internal static partial class Markdown
{
    /// <summary>Relative links whose file or heading does not exist, as <c>page: target</c>.</summary>
    /// <param name="read">Text of a file by its path from the root; null when there is none. A folder's text is empty.</param>
    public static IEnumerable<string> BrokenLinks(TextFile page, Func<string, string?> read)
    {
        foreach (var target in Links(page.Text).Where(IsRelative))
        {
            var (path, anchor) = target.Split('#', 2) is [var file, var heading] ? (file, heading) : (target, null);
            var whole = path.Length == 0 ? page.Path : Resolve(page.Path, Uri.UnescapeDataString(path));
            if (whole is null || read(whole) is not { } text)
                yield return $"{page.Path}: {target}: there is no such file";
            else if (anchor is not null && whole.EndsWith(".md", StringComparison.Ordinal) && !Anchors(text).Contains(anchor))
                yield return $"{page.Path}: {target}: there is no such heading";
        }
    }

    private static IEnumerable<string> Links(string text)
    {
        var prose = InlineCode().Replace(WithoutFences(text), "");
        return InlineLink().Matches(prose).Concat(LinkDefinition().Matches(prose)).Select(match => match.Groups["target"].Value);
    }

    private static bool IsRelative(string target) => !Scheme().IsMatch(target) && !target.StartsWith("//", StringComparison.Ordinal);

    /// <summary>Null when the path leaves the repository.</summary>
    private static string? Resolve(string page, string path)
    {
        var parts = new Stack<string>(page.Split('/')[..^1]);
        foreach (var part in path.TrimEnd('/').Split('/'))
        {
            if (part is ".." && !parts.TryPop(out _))
                return null;
            if (part is not (".." or "." or ""))
                parts.Push(part);
        }

        return string.Join('/', parts.Reverse());
    }

    /// <summary>Headings as GitHub names them: lower case, hyphens for spaces, no punctuation, numbered when repeated.</summary>
    private static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in Heading().Matches(WithoutFences(text)).Select(match => match.Groups["text"].Value))
        {
            var words = InlineLink().Replace(heading, match => match.Groups["text"].Value).Trim();
            var slug = new string([.. words.ToLowerInvariant()
                .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
                .Select(letter => letter is ' ' ? '-' : letter)]);
            for (var copy = 1; !anchors.Add(copy == 1 ? slug : $"{slug}-{copy - 1}"); copy++)
                ;
        }

        return anchors;
    }

    private static string WithoutFences(string text)
    {
        var prose = new StringBuilder();
        string? fence = null;
        foreach (var line in text.Split('\n'))
        {
            var start = line.TrimStart();
            if (fence is not null)
                fence = start.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
            else if (start.StartsWith("```", StringComparison.Ordinal) || start.StartsWith("~~~", StringComparison.Ordinal))
                fence = start[..3];
            else
                prose.Append(line).Append('\n');
        }

        return prose.ToString();
    }

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("""\[(?<text>[^\]\n]*(\n[^\]\n]+)?)\]\(\s*<?(?<target>[^)>\s]+)>?(\s+"[^"]*")?\s*\)""")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^\s{0,3}\[[^\]]+\]:\s*<?(?<target>[^>\s]+)", RegexOptions.Multiline)]
    private static partial Regex LinkDefinition();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>[^\n]*?)\s*#*\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
