using System.Runtime.InteropServices;

namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>The functions that work in a session.</summary>
internal sealed unsafe partial class CkModule
{
    const int AttributeLimit = 1024 * 1024;
    const int SignatureLimit = 64 * 1024;
    const int ObjectLimit = 256;

    /// <summary>Opens a session that only reads.</summary>
    public ulong OpenSession(ulong slot)
    {
        CULong session;
        var open = (delegate* unmanaged[Cdecl]<CULong, CULong, nint, nint, CULong*, CULong>)Function(12);
        Check("C_OpenSession", open(Word(slot), Word(Ck.SerialSession), 0, 0, &session));
        return session.Value;
    }

    /// <summary>Closes a session. It may be closed already.</summary>
    public void CloseSession(ulong session) => ((delegate* unmanaged[Cdecl]<CULong, CULong>)Function(13))(Word(session));

    /// <summary>Logs in.</summary>
    /// <param name="session">The session.</param>
    /// <param name="user">Which user.</param>
    /// <param name="pin">The PIN, or null when the token asks for it by itself.</param>
    public void Login(ulong session, ulong user, ReadOnlySpan<byte> pin)
    {
        fixed (byte* pointer = pin)
        {
            var login = (delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong, CULong>)Function(18);
            ulong code = login(Word(session), Word(user), pointer, Word((ulong)pin.Length)).Value;
            if (code is not (CkCode.Ok or CkCode.UserAlreadyLoggedIn))
            {
                throw new CkException("C_Login", code);
            }
        }
    }

    /// <summary>Finds objects with given attributes.</summary>
    public IReadOnlyList<ulong> FindObjects(ulong session, IReadOnlyList<(ulong Type, byte[] Value)> attributes)
    {
        var size = CkWords.TripleSize;
        var template = new byte[size * attributes.Count];
        var pins = attributes.Select(attribute => GCHandle.Alloc(attribute.Value, GCHandleType.Pinned)).ToArray();
        try
        {
            for (var index = 0; index < pins.Length; index++)
            {
                var (type, value) = attributes[index];
                CkWords.WriteTriple(template.AsSpan(index * size), type, pins[index].AddrOfPinnedObject(), value.Length);
            }

            fixed (byte* pointer = template)
            {
                var begin = (delegate* unmanaged[Cdecl]<CULong, byte*, CULong, CULong>)Function(26);
                Check("C_FindObjectsInit", begin(Word(session), pointer, Word((ulong)attributes.Count)));
            }

            return ReadFoundObjects(session);
        }
        finally
        {
            Array.ForEach(pins, pin => pin.Free());
        }
    }

    /// <summary>An attribute of an object, or null when it has none, or does not show it.</summary>
    public byte[]? ReadAttribute(ulong session, ulong item, ulong type)
    {
        var get = (delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong, CULong>)Function(24);
        var attribute = stackalloc byte[CkWords.TripleSize];
        var span = new Span<byte>(attribute, CkWords.TripleSize);
        CkWords.WriteTriple(span, type, 0, 0);
        ulong code = get(Word(session), Word(item), attribute, Word(1)).Value;
        var length = CkWords.ReadTripleLength(span);
        if (code is CkCode.AttributeSensitive or CkCode.AttributeTypeInvalid || length == CkWords.Unavailable)
        {
            return null;
        }

        Check("C_GetAttributeValue", Word(code));
        if (length > AttributeLimit)
        {
            return null;
        }

        var value = new byte[length];
        fixed (byte* pointer = value)
        {
            CkWords.WriteTriple(span, type, (nint)pointer, value.Length);
            Check("C_GetAttributeValue", get(Word(session), Word(item), attribute, Word(1)));
        }

        return value[..(int)Math.Min(CkWords.ReadTripleLength(span), length)];
    }

    /// <summary>Begins to sign with CKM_RSA_PKCS.</summary>
    public void BeginSign(ulong session, ulong key)
    {
        var mechanism = stackalloc byte[CkWords.TripleSize];
        CkWords.WriteTriple(new Span<byte>(mechanism, CkWords.TripleSize), Ck.RsaPkcs, 0, 0);
        Check("C_SignInit", ((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, CULong>)Function(42))(Word(session), mechanism, Word(key)));
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(ulong session, ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureLimit];
        var length = Word((ulong)signature.Length);
        fixed (byte* input = data)
        fixed (byte* output = signature)
        {
            var sign = (delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong>)Function(43);
            Check("C_Sign", sign(Word(session), input, Word((ulong)data.Length), output, &length));
        }

        return signature[..(int)Math.Min(length.Value, SignatureLimit)];
    }

    List<ulong> ReadFoundObjects(ulong session)
    {
        var found = new CULong[ObjectLimit];
        var count = default(CULong);
        try
        {
            fixed (CULong* pointer = found)
            {
                var find = (delegate* unmanaged[Cdecl]<CULong, CULong*, CULong, CULong*, CULong>)Function(27);
                Check("C_FindObjects", find(Word(session), pointer, Word(ObjectLimit), &count));
            }
        }
        finally
        {
            // Otherwise the session could do nothing else.
            ((delegate* unmanaged[Cdecl]<CULong, CULong>)Function(28))(Word(session));
        }

        return [.. found.Take((int)Math.Min(count.Value, ObjectLimit)).Select(handle => (ulong)handle.Value)];
    }
}
