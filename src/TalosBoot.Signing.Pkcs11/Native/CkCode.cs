using System.Globalization;

namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>Return values of PKCS#11 functions (PKCS#11 base specification 3.0, 5.1).</summary>
internal static class CkCode
{
    public const ulong Ok = 0x000;
    public const ulong AttributeSensitive = 0x011;
    public const ulong AttributeTypeInvalid = 0x012;
    public const ulong UserAlreadyLoggedIn = 0x100;
    public const ulong CryptokiAlreadyInitialized = 0x191;

    static readonly Dictionary<ulong, string> Names = new()
    {
        [0x002] = "CKR_HOST_MEMORY",
        [0x003] = "CKR_SLOT_ID_INVALID",
        [0x005] = "CKR_GENERAL_ERROR",
        [0x006] = "CKR_FUNCTION_FAILED",
        [0x007] = "CKR_ARGUMENTS_BAD",
        [0x00a] = "CKR_CANT_LOCK",
        [0x011] = "CKR_ATTRIBUTE_SENSITIVE",
        [0x012] = "CKR_ATTRIBUTE_TYPE_INVALID",
        [0x013] = "CKR_ATTRIBUTE_VALUE_INVALID",
        [0x020] = "CKR_DATA_INVALID",
        [0x021] = "CKR_DATA_LEN_RANGE",
        [0x030] = "CKR_DEVICE_ERROR",
        [0x031] = "CKR_DEVICE_MEMORY",
        [0x032] = "CKR_DEVICE_REMOVED",
        [0x050] = "CKR_FUNCTION_CANCELED",
        [0x054] = "CKR_FUNCTION_NOT_SUPPORTED",
        [0x060] = "CKR_KEY_HANDLE_INVALID",
        [0x062] = "CKR_KEY_SIZE_RANGE",
        [0x063] = "CKR_KEY_TYPE_INCONSISTENT",
        [0x068] = "CKR_KEY_FUNCTION_NOT_PERMITTED",
        [0x070] = "CKR_MECHANISM_INVALID",
        [0x071] = "CKR_MECHANISM_PARAM_INVALID",
        [0x082] = "CKR_OBJECT_HANDLE_INVALID",
        [0x090] = "CKR_OPERATION_ACTIVE",
        [0x091] = "CKR_OPERATION_NOT_INITIALIZED",
        [0x0a0] = "CKR_PIN_INCORRECT",
        [0x0a1] = "CKR_PIN_INVALID",
        [0x0a2] = "CKR_PIN_LEN_RANGE",
        [0x0a3] = "CKR_PIN_EXPIRED",
        [0x0a4] = "CKR_PIN_LOCKED",
        [0x0b0] = "CKR_SESSION_CLOSED",
        [0x0b1] = "CKR_SESSION_COUNT",
        [0x0b3] = "CKR_SESSION_HANDLE_INVALID",
        [0x0e0] = "CKR_TOKEN_NOT_PRESENT",
        [0x0e1] = "CKR_TOKEN_NOT_RECOGNIZED",
        [0x100] = "CKR_USER_ALREADY_LOGGED_IN",
        [0x101] = "CKR_USER_NOT_LOGGED_IN",
        [0x102] = "CKR_USER_PIN_NOT_INITIALIZED",
        [0x103] = "CKR_USER_TYPE_INVALID",
        [0x104] = "CKR_USER_ANOTHER_ALREADY_LOGGED_IN",
        [0x150] = "CKR_BUFFER_TOO_SMALL",
        [0x190] = "CKR_CRYPTOKI_NOT_INITIALIZED",
        [0x191] = "CKR_CRYPTOKI_ALREADY_INITIALIZED",
    };

    public static string ToName(ulong code) => Names.TryGetValue(code, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"0x{code:x}");

    /// <summary>Whether the PIN or the login is what was wrong.</summary>
    public static bool IsAccess(ulong code) => code is (>= 0x0a0 and <= 0x0a4) or 0x101 or 0x102 or 0x103 or 0x104;

    /// <summary>Whether the PIN is none of this token's, so that it will be refused again, and counted.</summary>
    public static bool IsWrongPin(ulong code) => code is >= 0x0a0 and <= 0x0a2;

    /// <summary>Whether a new session may help.</summary>
    public static bool IsSessionLost(ulong code) => code is 0x0b0 or 0x0b3 or 0x101 or 0x060 or 0x082;

    /// <summary>What to do about it.</summary>
    public static string ToAdvice(ulong code) => code switch
    {
        _ when IsWrongPin(code) => "Give the user's PIN of this token. This one was tried once, and this process does not try it again.",
        0x0a3 => "The PIN is expired: set a new one with the token's own program.",
        0x0a4 => "The PIN is locked: unlock it with the security officer's PIN.",
        0x101 => "The token wants a PIN: give pin-source or pin-value in the URI, or a PIN provider.",
        0x102 => "The token has no user's PIN yet: initialise it.",
        0x104 => "Somebody else is logged in on this token in this process: log out first.",
        0x068 => "The key may not sign: it needs CKA_SIGN.",
        0x070 => "The token has no mechanism CKM_RSA_PKCS: use a token that signs with RSA PKCS#1 v1.5 over given digests.",
        0x030 or 0x032 or 0x0e0 or 0x0e1 => "Check that the token is there and works.",
        0x0b1 => "The token has no session left: close other programs that use it.",
        _ => "Look at the log of the token's library.",
    };
}
