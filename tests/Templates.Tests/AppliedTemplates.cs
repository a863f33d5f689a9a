[assembly: AssemblyFixture(typeof(Fairlead.Templates.Tests.AppliedTemplates))]

namespace Fairlead.Templates.Tests;

/// <summary>All templates with all their choices, each applied by the modeler to a diagram of its own, once for all tests.</summary>
public sealed class AppliedTemplates
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<FilledTemplate>>? _all;

    internal async Task<IReadOnlyList<FilledTemplate>> OfAsync(string name)
    {
        Task<IReadOnlyList<FilledTemplate>> all;
        lock (_gate)
            all = _all ??= ApplyAsync();
        return [.. (await all).Where(filled => filled.Variant.Source.Name == name)];
    }

    private static async Task<IReadOnlyList<FilledTemplate>> ApplyAsync()
    {
        IReadOnlyList<TemplateVariant> variants = [.. Shipping.Templates.SelectMany(TemplateVariant.Of)];
        var applied = await Modeler.ApplyAsync([.. variants.Select(variant => variant.Case)], CancellationToken.None);
        return [.. variants.Zip(applied, (variant, result) => new FilledTemplate(variant, result))];
    }
}

/// <summary>A filled-in form, and what the modeler made of it.</summary>
internal sealed record FilledTemplate(TemplateVariant Variant, AppliedTemplate Applied);
