using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fairlead.Repository.Tests;

/// <summary>Writes an assembly's public surface as text, one member a line, without what the compiler adds to records.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(decimal)] = "decimal",
        [typeof(double)] = "double", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(object)] = "object",
        [typeof(string)] = "string", [typeof(void)] = "void",
    };

    public static string Describe(Assembly assembly) => Describe(assembly.GetExportedTypes());

    public static string Describe(IEnumerable<Type> types) => string.Join("\n\n", types
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => string.Join('\n', [Head(type), .. Members(type)])));

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(parent => parent.IsPublic && Says(parent))
            .Select(Name)
            .Order(StringComparer.Ordinal);
        if (type.BaseType is { } ancestor && Says(ancestor))
            parents = parents.Prepend(Name(ancestor)).Order(StringComparer.Ordinal);
        var list = string.Join(", ", type.IsEnum ? [] : parents);
        return $"{kind} {type.Namespace}.{Name(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    private static bool Says(Type parent) =>
        parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(MulticastDelegate)
        && !(parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(IEquatable<>));

    private static IEnumerable<string> Members(Type type) => type.GetMembers(Declared)
        .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        .Where(member => member is not MethodInfo { IsSpecialName: true } || member.Name.StartsWith("op_", StringComparison.Ordinal))
        .Select(Line)
        .OfType<string>()
        .Select(line => $"    {line}")
        .Order(StringComparer.Ordinal);

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsSeen(constructor) => $"{Name(member.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo method when IsSeen(method) =>
            $"{Static(method)}{Name(method.ReturnType)}{MayBeNull(Nullability.Create(method.ReturnParameter))} {method.Name}{TypeParameters(method)}({Parameters(method)})",
        PropertyInfo property when IsSeen(property.GetMethod) || IsSeen(property.SetMethod) =>
            $"{Static((property.GetMethod ?? property.SetMethod)!)}{Required(property)}{Name(property.PropertyType)}"
            + $"{MayBeNull(Nullability.Create(property))} {property.Name} {Accessors(property)}",
        FieldInfo { IsPublic: true, IsLiteral: true } constant =>
            $"const {Name(constant.FieldType)} {constant.Name} = {Convert.ToString(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo { IsPublic: true, IsSpecialName: false } field =>
            $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo raised when IsSeen(raised.AddMethod) => $"event {Name(raised.EventHandlerType!)} {raised.Name}",
        _ => null,
    };

    private static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : method.IsFamily ? "protected " : "";

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Accessors(PropertyInfo property)
    {
        var init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) is true;
        return (IsSeen(property.GetMethod), IsSeen(property.SetMethod), init) switch
        {
            (true, false, _) => "{ get; }",
            (true, true, true) => "{ get; init; }",
            (true, true, false) => "{ get; set; }",
            (false, _, true) => "{ init; }",
            (false, _, false) => "{ set; }",
        };
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters()
        .Select(parameter => $"{Name(parameter.ParameterType)}{MayBeNull(Nullability.Create(parameter))} {parameter.Name}"
                             + $"{(parameter.IsOptional ? " = …" : "")}"));

    /// <summary>The question mark of a reference type; that of a value type is part of its name.</summary>
    private static string MayBeNull(NullabilityInfo info) =>
        info.Type is { IsValueType: false, IsGenericParameter: false }
        && (info.ReadState is NullabilityState.Nullable || info.WriteState is NullabilityState.Nullable)
            ? "?"
            : "";

    private static string TypeParameters(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Name(inner)}?";

        var outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}." : "";
        var simple = type.Name.Split('`')[0];
        return type.IsGenericType && type.Name.Contains('`')
            ? $"{outer}{simple}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : outer + simple;
    }
}
