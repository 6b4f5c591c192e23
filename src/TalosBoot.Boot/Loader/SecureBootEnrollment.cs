namespace TalosBoot.Boot.Loader;

/// <summary>When systemd-boot enrolls the Secure Boot keys that lie beside it, on firmware in setup mode.</summary>
public enum SecureBootEnrollment
{
    /// <summary>By itself in virtual machines only; elsewhere the menu offers it. Written <c>if-safe</c>.</summary>
    IfSafe,

    /// <summary>When the user chooses the menu entry. Written <c>manual</c>.</summary>
    Manual,

    /// <summary>By itself, on bare metal too. Written <c>force</c>.</summary>
    Force,

    /// <summary>Never. Written <c>off</c>.</summary>
    Off,
}
