namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>A PKCS#11 function failed. It is turned into a <see cref="Core.Diagnostics.SigningException"/> before it leaves.</summary>
/// <param name="function">The function.</param>
/// <param name="code">What it returned.</param>
internal sealed class CkException(string function, ulong code) : Exception($"{function} returned {CkCode.ToName(code)}")
{
    public string Function => function;

    public ulong Code => code;
}
