using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace KestrelTcp.Tests;

/// <summary>Which types of ours a compiled type knows: in its signatures, its fields and its methods' instructions.</summary>
internal static class TypeDependencies
{
    private const BindingFlags _all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<short, OpCode> _opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value);

    /// <summary>Pairs of types from the assembly and types that they know, of any assembly of ours. What the compiler made counts as the type that it was made for.</summary>
    public static IEnumerable<(Type From, Type To)> Of(Assembly assembly) =>
        from type in assembly.GetTypes()
        let origin = Named(type)
        where IsOurs(origin)
        from known in Known(type)
        let to = Named(known)
        where IsOurs(to) && origin != to
        select (origin, to);

    private static bool IsOurs(Type type) => type.FullName!.StartsWith("KestrelTcp.", StringComparison.Ordinal);

    private static IEnumerable<Type> Known(Type type)
    {
        var members = type.GetMembers(_all);
        var own = members.OfType<FieldInfo>().Select(field => field.FieldType)
            .Concat(type.GetInterfaces())
            .Concat(type.BaseType is { } parent ? [parent] : []);
        return own.Concat(members.OfType<MethodBase>().SelectMany(Known)).SelectMany(Parts);
    }

    private static IEnumerable<Type> Known(MethodBase method)
    {
        var result = method.GetParameters().Select(parameter => parameter.ParameterType).ToList();
        if (method is MethodInfo { ReturnType: var returned })
        {
            result.Add(returned);
        }

        if (method.GetMethodBody() is { } body)
        {
            result.AddRange(body.LocalVariables.Select(local => local.LocalType));
            foreach (var member in Mentioned(method, body.GetILAsByteArray()!))
            {
                result.Add(member as Type ?? member.DeclaringType!);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    result.AddRange(generic.GetGenericArguments());
                }
            }
        }

        return result;
    }

    private static IEnumerable<MemberInfo> Mentioned(MethodBase method, byte[] code)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var first = code[at++];
            var opCode = _opCodes[first == 0xfe ? (short)(0xfe00 | code[at++]) : first];
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>A type without array, pointer and the like, and its type arguments.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        while (type.HasElementType)
        {
            type = type.GetElementType()!;
        }

        return type.IsGenericParameter ? []
            : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
            : [type];
    }

    private static Type Named(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
