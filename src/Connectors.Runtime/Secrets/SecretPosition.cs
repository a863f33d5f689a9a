using Fairlead.Bpmn;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>A place where the model itself writes a secret's name, and where the text ends up in the job's variables.</summary>
/// <param name="Path">Names from the variable downward.</param>
/// <param name="Literal">The text as the model has it.</param>
/// <param name="IsWhole">The value is this text; else it may be a part of any text at or below the path.</param>
internal sealed record SecretPosition(IReadOnlyList<string> Path, string Literal, bool IsWhole)
{
    public static IReadOnlyList<SecretPosition> Of(FlowNode element)
    {
        var positions = new List<SecretPosition>();
        foreach (var input in element.Inputs)
        {
            var target = input.Target.Split('.');
            if (!input.Source.IsExpression)
            {
                if (SecretSyntax.Mentions(input.Source.Value))
                    positions.Add(new SecretPosition(target, input.Source.Value, IsWhole: true));
                continue;
            }

            foreach (var literal in FeelExpression.Parse(input.Source.Value).StringLiterals)
            {
                if (SecretSyntax.Mentions(literal.Text))
                    positions.Add(new SecretPosition([.. target, .. literal.Path], literal.Text, IsWhole: false));
            }
        }

        return positions;
    }
}
