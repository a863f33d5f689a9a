using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>Checks the annotations of an input and of everything in it, and lists every problem with its path.</summary>
internal static class InputValidation
{
    public static IReadOnlyList<string> Check(object input, JsonSerializerOptions options)
    {
        var problems = new List<string>();
        Check(input, "", options, problems);
        return problems;
    }

    private static void Check(object value, string path, JsonSerializerOptions options, List<string> problems)
    {
        var plan = ValidationPlan.Of(value.GetType(), options);
        switch (plan.Info.Kind)
        {
            case JsonTypeInfoKind.Object:
                if (!plan.IsCertainlyValid(value))
                    CheckObject(value, plan.Info, path, problems);
                foreach (var property in plan.Inner)
                {
                    if (property.Get!(value) is { } inner)
                        Check(inner, Join(path, property.Name), options, problems);
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                var index = 0;
                foreach (var item in (IEnumerable)value)
                {
                    if (item is not null)
                        Check(item, $"{path}[{index}]", options, problems);
                    index++;
                }

                break;
            case JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.None:
                break;
        }
    }

    private static void CheckObject(object value, JsonTypeInfo type, string path, List<string> problems)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var names = result.MemberNames.Select(member => Join(path, NameOf(type, member))).DefaultIfEmpty(path);
            problems.Add($"{string.Join(", ", names.Select(name => name.Length is 0 ? "input" : name))}: {result.ErrorMessage}");
        }
    }

    private static string NameOf(JsonTypeInfo type, string member) =>
        type.Options.PropertyNamingPolicy?.ConvertName(member) is { } name
        && type.Properties.Any(property => property.Name == name)
            ? name
            : member;

    private static string Join(string path, string name) => path.Length is 0 ? name : $"{path}.{name}";
}
