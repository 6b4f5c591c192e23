using System.Runtime.InteropServices;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>
/// A PKCS#11 library. It is initialised once in a process and stays so: its state belongs to the process, and other code may use it too.
/// </summary>
internal sealed unsafe partial class CkModule
{
    const int TokenTextLength = 96;
    const int SlotLimit = 4096;
    static readonly Lock Gate = new();
    static readonly Dictionary<string, CkModule> Loaded = new(StringComparer.Ordinal);
    readonly nint _functions;

    CkModule(nint functions) => _functions = functions;

    /// <summary>Loads a library, or gives it again.</summary>
    public static CkModule Load(string path)
    {
        lock (Gate)
        {
            return Loaded.TryGetValue(path, out var module) ? module : Loaded[path] = LoadNew(path);
        }
    }

    /// <summary>The tokens that are there, can be asked, and were set up.</summary>
    public IReadOnlyList<CkToken> ListTokens()
    {
        var count = default(CULong);
        var list = (delegate* unmanaged[Cdecl]<byte, CULong*, CULong*, CULong>)Function(4);
        Check("C_GetSlotList", list(1, null, &count));
        var slots = new CULong[Math.Min(count.Value, SlotLimit)];
        count = new CULong((uint)slots.Length);
        fixed (CULong* pointer = slots)
        {
            Check("C_GetSlotList", list(1, pointer, &count));
        }

        return [.. slots.Take((int)count.Value).Select(TryReadToken).OfType<CkToken>().Where(token => (token.Flags & Ck.TokenInitialized) != 0)];
    }

    /// <summary>Whether the token signs with CKM_RSA_PKCS.</summary>
    public bool CanSign(ulong slot)
    {
        // CK_MECHANISM_INFO is three words, of which the last has the flags.
        var info = stackalloc byte[3 * CkWords.WordSize];
        var get = (delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong>)Function(8);
        return get(Word(slot), Word(Ck.RsaPkcs), info).Value == CkCode.Ok
            && (CkWords.Read(new ReadOnlySpan<byte>(info + (2 * CkWords.WordSize), CkWords.WordSize)) & Ck.CanSign) != 0;
    }

    static CkModule LoadNew(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library))
        {
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                $"the PKCS#11 module {path} cannot be loaded. Give the path of the token's library for this processor, such as "
                    + "/usr/lib/softhsm/libsofthsm2.so.");
        }

        if (!NativeLibrary.TryGetExport(library, "C_GetFunctionList", out var entry))
        {
            NativeLibrary.Free(library);
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid, $"{path} is no PKCS#11 module: it has no C_GetFunctionList.");
        }

        nint functions;
        Check("C_GetFunctionList", ((delegate* unmanaged[Cdecl]<nint*, CULong>)entry)(&functions));
        var module = new CkModule(functions);
        module.Initialize();
        return module;
    }

    void Initialize()
    {
        // CK_C_INITIALIZE_ARGS: four functions for mutexes, the flags, and a reserved pointer.
        var arguments = stackalloc byte[(5 * IntPtr.Size) + CkWords.WordSize];
        var span = new Span<byte>(arguments, (5 * IntPtr.Size) + CkWords.WordSize);
        span.Clear();
        CkWords.Write(span[(4 * IntPtr.Size)..], Ck.OsLockingOk);
        ulong code = ((delegate* unmanaged[Cdecl]<byte*, CULong>)Function(0))(arguments).Value;
        if (code is not (CkCode.Ok or CkCode.CryptokiAlreadyInitialized))
        {
            throw new CkException("C_Initialize", code);
        }
    }

    /// <summary>The token in a slot; null when it does not answer, which must not hide those of other slots.</summary>
    CkToken? TryReadToken(CULong slot)
    {
        // CK_TOKEN_INFO: 96 bytes of text, eleven words, two versions, 16 bytes of time.
        var size = TokenTextLength + (11 * CkWords.WordSize) + 4 + 16;
        var info = stackalloc byte[size];
        if (((delegate* unmanaged[Cdecl]<CULong, byte*, CULong>)Function(6))(slot, info).Value != CkCode.Ok)
        {
            return null;
        }

        var span = new ReadOnlySpan<byte>(info, size);
        return new CkToken(
            slot.Value, Text(span[..32]), Text(span[32..64]), Text(span[64..80]), Text(span[80..96]),
            CkWords.Read(span[TokenTextLength..]));
    }

    static string Text(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded).TrimEnd(' ', '\0');

    nint Function(int index) => *(nint*)(_functions + CkWords.FirstFunction + (index * IntPtr.Size));

    static CULong Word(ulong value) => new(checked((nuint)value));

    static void Check(string function, CULong code)
    {
        if (code.Value != CkCode.Ok)
        {
            throw new CkException(function, code.Value);
        }
    }
}
