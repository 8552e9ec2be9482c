//! Known answers: the examples of the RFCs, and a key and token made with the openssl command.

/// RFC 7515 §A.1: the HMAC key.
pub(crate) const RFC7515_A1_SECRET: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
/// RFC 7515 §A.1: the token.
pub(crate) const RFC7515_A1_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9\
    leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// RFC 7515 §A.3: the key with its private part.
pub(crate) const RFC7515_A3_KEY: &str = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue6\
    59LNpXW6pCyStikYjKIWI5a0\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}";
/// RFC 7515 §A.3: the token.
pub(crate) const RFC7515_A3_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19\
    yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU\
    1Q";
/// RFC 7638 §3.1: the key.
pub(crate) const RFC7638_KEY: &str = "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6\
    tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz\
    qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2\
    NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-0\
    4-29\"}";
/// RFC 8037 §A.2: the public key.
pub(crate) const RFC8037_PUBLIC: &str =
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
/// RFC 8037 §A.1: the private key.
pub(crate) const RFC8037_PRIVATE: &str = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7T\
    yWQHOg7hcvPapiMlrwIaaPcHURo\"}";
/// RFC 8037 §A.4: the token, whose payload is a sentence.
pub(crate) const RFC8037_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6\
    dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
/// An RSA key of 2048 bits, for tests alone.
pub(crate) const RSA_PRIVATE: &str = "{\"kty\":\"RSA\",\"n\":\"7HfOxE8u61Kn7LIDVu0OPnRkmy0Bzz2O3oJlMCTii9rFpThGKSVHX1fOtU-_k_BVXX2lkZkK4i7OagpEZr\
    PDZrhvRjD0WhsYSlvxb5cDt2apVVOSqcH0vH5rp9dgUyXDJQJnlYUtgpUQHbAY9ib-pH9o44Xwj0y_MiRdtkI8aReEDHVkHDxwhx\
    xtTdhTxe-3u6SeybIFMRKNoRcO5Gbi4XSkts2KcvzvIxCAvb_Z0-4RTGyTje8OkkxheJyEuX9r5_dvhT9CD_Or-X8i6Jy2gTGdUG\
    0FGfiExj53E5HOVRudyXzVZm67z833R8xiy_mwG0al9DEAZ_aK4hmaslS9GQ\",\"e\":\"AQAB\",\"d\":\"u2S2lxupMxPtv8XSn7B8-U\
    GD-PVR2coOzobHab_RSMO2nZhbAYBpb0VGqqjoSXTMMarA6wE9fsFZEu_QBROwZlcC170z57RRK5xxWN10NING7jesopryN-53oi\
    ssSrhCTbH6JKPFzRYUD3LeVTPR2MqfdK9QVD-dxT7MhQM4nI5gFptBLpxtf_p2TRBELcq_Jty8ebJ7iloDMHXoSdXP-YrafYpJbl\
    zlPTKAYnJQd7gfJIsPYPJUPX3bwe_eo_ZJqyffRLf3-Zax-PDvfn291Cb6WLqIjdeAXOAvA7O3XFr-4PNbnf-sN91ceDIVZqujPP\
    Xf7Orj-4c2KkTduLoR\",\"p\":\"_T4f52AI1ZvliZnLS1PX9kpxqKyPinr87jqN_Vmhy1yuoQPhLAjb3AfaCtq2iuMk1v3SAOdiuSp\
    NDE2rFX3ClqO8EwWMnvpU735pyjs65rzl7x6odGUcJIuP9Yr-qxb67cVC7XFuPbLZLBs7s3ryPUdiZfT7Waxa9PemOscVjWk\",\"q\
    \":\"7wrtG9a2YnffZVKKMAvO-iOdahgr1q9afCyufKTOHPaukj9wg6z6BJ-_syQ-2B5UE9Y0GzAVJB2dur-grC2YpSamQK0Cn69-q\
    NhJ_M0FZf9r8bSVPTmDgJ8nlgUDJvL03IRfdp6WcirKGwnK0jYNPF4Za9UzC1WoRlUaN2S9zDE\",\"dp\":\"g9YBuexu7PV568aa5R\
    5DAb8DqLIdEBSy9DqbjNdKuZoId16TrN73xnZ39sqh2XAiz6HX4AyVgpwY_Fy6wjd0RAP9d1GeQW1FJmEDJfrr0Q9qDLBDNkUk_4\
    mAam3v4pXWEE5vZzl0EL64_JM441kQHwK4oSeGasqll34Nle_qsnE\",\"dq\":\"sJSFqvblK8AZSiO66NsQPj9o3SKV37URRoFLM9A\
    aYdLoCijK2LpCxn-rgI3ZzpQ4z56AR0UxmMg35-f-rLHR_M2cKlKjiYp-KgP8Q76_qiUQfDBFvkBqH-1xtKRnO7JlpzAxxNJJmHR\
    7b5XAOaCsDlgEt196oXjZIXtkLl9AxUE\",\"qi\":\"qj_2iLf0d9-_HrwMXLrBSh4-YRmKpNN6vD18CZM1NBJwdEjCJqoZ5JCruPSl\
    _XCgfw_Bb2axRRGGK6W_t5aD6sBmT08iReha-Os_FtLcoCLbz7e0DN1wvhahqPBZx5YU0nkBEyBtX1YuuUJrYVTz0VBzKKuTW2HU\
    9vlB5ela5rs\"}";
/// `{"sub":"u"}` signed with it by `openssl dgst -sha256 -sign`.
pub(crate) const RSA_TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJ1In0.UAr5jG7EbZ0tEQSoidJONPQH-MafT1rp\
    VvhoAklIUQf7Mi1_hocmao8c6jWUs9lqtfIQOBqvcA7eaevkEUPaTgbWnrU68JoxzzFxRfuMAasbLACHhkvoLmU-LQ2hfljRK0SH\
    gWEGnZo385Y0qCn0Un468hHYWK8AmBwwu3ms6wEKGXiA44iqW_BHUyyg-4iPemSE5JHI-9Yfk0Z278P4OwwDp_9xMXh2kf1877Nb\
    A3LuSXpINbi7VEvX53wTKSuZ-dBskF1Qw6RIU5iPbNi_tPz4z29knMiDy-t2SidIWT_2c5EiBT72l2Vav_9yttfyYo2XjvKVmi1E\
    MxvxRPRRHA";
/// An EC key on P-256 in PKCS#8, for tests alone.
pub(crate) const EC_PEM: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg51pjhXnvCY5153RH
z8fbSQYDluU0nTbFNsU19+LdryehRANCAAR4rHjO8kqDmqjIPm2EhRRkhC6U9NNG
k2eUWfqs5pMixKShV39/nYpn+1IGKwq0dfISV+2/Q+Y+5SKf6SdR/9vv
-----END PRIVATE KEY-----
";
