//! What is generated into `docs/` equals what the program says.

#[test]
fn the_configuration_reference_is_fresh() {
    let page = std::fs::read_to_string("docs/configuration.md").unwrap();
    assert!(page.trim_end() == gatehouse::config::markdown().trim_end(), "run `make docs`");
}
