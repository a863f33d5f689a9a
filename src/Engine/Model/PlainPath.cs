using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Model;

/// <summary>Recognises the commonest expression of all: a variable, or a path in one.</summary>
internal static class PlainPath
{
    public static string[]? Of(FeelExpression expression)
    {
        // Keywords and built-in constants are no variable references, so that the reader of FEEL decides what is a name.
        // Cluster variables are no JSON that could be copied.
        if (expression.VariableReferences is not [var root] || root is ClusterContexts.Name) return null;
        var names = expression.Text.Trim().Split('.');
        return names[0] == root && names.All(IsName) ? names : null;
    }

    private static bool IsName(string text)
    {
        if (text.Length == 0 || !(char.IsLetter(text[0]) || text[0] is '_')) return false;
        foreach (var character in text)
            if (!char.IsLetterOrDigit(character) && character is not '_')
                return false;
        return true;
    }
}
